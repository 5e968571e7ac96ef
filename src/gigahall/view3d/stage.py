"""The three presets over one window: interactive, settle and still.

Each preset keeps its own renderer and actors over the same data, so that a switch rebuilds nothing. What is drawn is a
`Drawable`: data that others fill, and how it is finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigahall.scene.record import Vec3
from gigahall.view3d.camera import Camera
from gigahall.view3d.light import FINISHES, finish_property, light_scene
from gigahall.view3d.offscreen import (
    new_window,
    numpy_to_vtk,
    read_pixels,
    vtkActor,
    vtkActor2D,
    vtkCellArray,
    vtkCoordinate,
    vtkPlane,
    vtkPoints,
    vtkPolyData,
    vtkPolyDataMapper,
    vtkPolyDataMapper2D,
    vtkRenderer,
    vtkTexture,
)
from gigahall.view3d.palette import Theme
from gigahall.view3d.tiles import Tile

Preset = Literal["interactive", "settle", "still"]
KERNEL = {"settle": 16, "still": 28}
"""Samples of the occlusion; stills are brought down from twice the size, which counts each fourfold."""
SSAO_RADIUS_M = 0.5
GRADE_ROWS = 24
SOLID = frozenset(FINISHES) - {"glass"}
"""What is filled where it is cut."""
UNCUT = ("texture", "floor", "lines")
"""The ground stays whole under a section."""
CUT_FACE = """//VTK::Light::Impl
  gl_FragDepth = gl_FragCoord.z;
  if (!gl_FrontFacing)
  {
    vec3 way = cameraParallel == 1 ? vec3(0.0, 0.0, -1.0) : vertexVC.xyz;
    vec3 from = cameraParallel == 1 ? vec3(vertexVC.xy, 0.0) : vec3(0.0);
    gl_FragDepth = gl_FragCoord.z - 2e-6;
    gl_FragData[0] = vec4(vec3(0.40, 0.44, 0.49) + 0.12 * vertexColorVSOutput.rgb, opacity);
    vertexVC.xyz = from - way * (dot(cutPlane.xyz, from) + cutPlane.w) / dot(cutPlane.xyz, way);
    normalVCVSOutput = cutPlane.xyz;
  }
"""
"""Where the inside of a cut solid is seen, it is filled: one flat tone of its colour, and for the occlusion it lies in the
plane of the cut."""
OCCLUSION_FULL_M = 14.0
"""Nearer cameras look at small things: the occlusion shrinks with the distance."""


@dataclass
class Drawable:
    """Something on the stage, shown by one actor per preset."""

    data: Any
    """vtkPolyData"""
    material: str
    """A finish of light.py; else unlit: "emissive", "edges", "lines", "texture", "overlay"."""
    texture: vtkTexture | None = None
    offset: float = 0.0
    """Moved towards the eye in the depth buffer, so that it lies on what it lies on."""
    opacity: float = 1.0
    line_px: float = 1.0
    live: bool = True
    """Drawn while the camera moves."""
    visible: bool = True
    cull: bool = True


class Stage:
    """The window, its renderers, and everything drawn."""

    def __init__(self, theme: Theme, size: tuple[int, int] = (64, 64)) -> None:
        self.window = new_window(size)
        self.window.SetNumberOfLayers(2)
        self.theme = theme
        self.drawables: dict[str, Drawable] = {}
        self._renderers: dict[Preset, Any] = {}
        self._actors: dict[Preset, dict[str, Any]] = {}
        self._grade = _grade_renderer(theme)
        self._drawn: set[Preset] = set()
        self._plane: Any = None
        self.window.AddRenderer(self._grade)

    def set_theme(self, theme: Theme) -> None:
        """Lights, background and finishes; the painted colours are the pools' business."""
        self.theme = theme
        self.window.RemoveRenderer(self._grade)
        self._grade = _grade_renderer(theme)
        self.window.AddRenderer(self._grade)
        for preset, renderer in self._renderers.items():
            self._dress(preset, renderer)
            for key, actor in self._actors[preset].items():
                self._finish(actor, self.drawables[key], preset)

    def put(self, key: str, drawable: Drawable) -> None:
        """Add something, or replace what has this key."""
        self.drop(key)
        self.drawables[key] = drawable
        for preset in self._renderers:
            self._stand(preset, key)

    def drop(self, key: str) -> None:
        if self.drawables.pop(key, None) is None:
            return
        for preset, renderer in self._renderers.items():
            actor = self._actors[preset].pop(key)
            renderer.RemoveActor(actor)

    def show(self, key: str, visible: bool) -> None:
        drawable = self.drawables.get(key)
        if drawable is not None and drawable.visible != visible:
            drawable.visible = visible
            for preset, actors in self._actors.items():
                actors[key].SetVisibility(_is_seen(drawable, preset))

    def clip(self, at_m: Vec3 | None, keeps: Vec3 = (0.0, 0.0, 0.0)) -> None:
        """Cut away what lies on the other side of a plane; None takes the plane away. Textures lie whole."""
        self._plane = None
        if at_m is not None:
            self._plane = vtkPlane()
            self._plane.SetOrigin(*at_m)
            self._plane.SetNormal(*keeps)
        for preset, actors in self._actors.items():
            for key, actor in actors.items():
                self._cut(actor, self.drawables[key])
                self._finish(actor, self.drawables[key], preset)

    def _cut(self, actor: Any, drawable: Drawable) -> None:
        mapper = actor.GetMapper()
        mapper.RemoveAllClippingPlanes()
        shader = actor.GetShaderProperty()
        shader.ClearAllFragmentShaderReplacements()
        if self._plane is not None and drawable.material not in UNCUT:
            mapper.AddClippingPlane(self._plane)
            if drawable.material in SOLID:
                shader.AddFragmentShaderReplacement("//VTK::Light::Impl", False, CUT_FACE, False)

    def _aim_cut(self, preset: Preset, renderer: Any) -> None:
        """Tell the solids where the plane lies as the camera sees it."""
        if self._plane is None:
            return
        view = renderer.GetActiveCamera().GetModelViewTransformMatrix()
        turn = np.array([[view.GetElement(i, j) for j in range(4)] for i in range(4)])
        normal = turn[:3, :3] @ np.array(self._plane.GetNormal()) * -1.0  # towards the eye
        at = turn[:3] @ np.array([*self._plane.GetOrigin(), 1.0])
        plane = (*(float(part) for part in normal), -float(normal @ at))
        for key, actor in self._actors[preset].items():
            if self.drawables[key].material in SOLID:
                actor.GetShaderProperty().GetFragmentCustomUniforms().SetUniform4f("cutPlane", plane)

    def render(
        self, preset: Preset, camera: Camera, clipping: tuple[float, float], size: tuple[int, int],
        *, transparent: bool = False, tile: Tile | None = None,
    ) -> NDArray[np.uint8]:
        """[height, width, 4] RGBA; of a tile of it, without the darkening towards the lower edge."""
        renderer = self._renderer(preset)
        for other in self._renderers.values():
            other.SetDraw(other is renderer)
        self._grade.SetDraw(not transparent and tile is None)
        if tuple(self.window.GetSize()) != size:
            self.window.SetSize(*size)
        renderer.SetBackgroundAlpha(0.0 if transparent else 1.0)
        _aim(renderer, camera, clipping, tile)
        self._aim_cut(preset, renderer)
        if preset in KERNEL:
            near = min(1.0, camera.distance_m / OCCLUSION_FULL_M)
            renderer.SetSSAORadius(SSAO_RADIUS_M * near)
            # too small a bias greys flat floors, more so from afar
            renderer.SetSSAOBias(0.045 * near * float(np.clip(camera.distance_m / 40.0, 1.0, 2.0)))
        self.window.Render()
        self._drawn.add(preset)
        pixels = read_pixels(self.window)
        if not transparent:
            pixels[..., 3] = 255
        return pixels

    def set_quality(self, *, occlusion: bool) -> None:
        """What a settled frame affords."""
        renderer = self._renderer("settle")
        if bool(renderer.GetUseSSAO()) != occlusion:
            renderer.SetUseSSAO(occlusion)

    def set_still(self, *, smooth: bool) -> None:
        """FXAA for stills that are not drawn larger and brought down."""
        renderer = self._renderer("still")
        if bool(renderer.GetUseFXAA()) != smooth:
            renderer.SetUseFXAA(smooth)

    def mask(
        self, data: Any, camera: Camera, clipping: tuple[float, float], size: tuple[int, int]
    ) -> NDArray[np.bool_]:
        """[height, width]: where this data would be seen with nothing before it."""
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(data)
        mapper.ScalarVisibilityOff()
        actor = vtkActor()
        actor.SetMapper(mapper)
        actor.GetProperty().LightingOff()
        actor.GetProperty().SetColor(1, 1, 1)
        renderer = vtkRenderer()
        renderer.SetBackground(0, 0, 0)
        renderer.AddActor(actor)
        for other in (*self._renderers.values(), self._grade):
            other.SetDraw(False)
        self.window.AddRenderer(renderer)
        if tuple(self.window.GetSize()) != size:
            self.window.SetSize(*size)
        _aim(renderer, camera, clipping)
        self.window.Render()
        pixels = read_pixels(self.window)
        self.window.RemoveRenderer(renderer)
        return pixels[..., 0] > 127

    def close(self) -> None:
        """Free what the window holds in the graphics library."""
        for preset, renderer in self._renderers.items():
            for actor in self._actors[preset].values():
                renderer.RemoveActor(actor)
            self.window.RemoveRenderer(renderer)
        self._renderers.clear()
        self._actors.clear()
        self.drawables.clear()
        self.window.Finalize()

    def actors(self) -> Iterator[Any]:
        for actors in self._actors.values():
            yield from actors.values()

    def is_ready(self, preset: Preset) -> bool:
        """Has it drawn before: the first time it sends everything to the graphics library."""
        return preset in self._drawn

    def _renderer(self, preset: Preset) -> Any:
        if preset not in self._renderers:
            renderer = vtkRenderer()
            renderer.SetLayer(0)
            self._renderers[preset] = renderer
            self._actors[preset] = {}
            self._dress(preset, renderer)
            if preset in KERNEL:
                renderer.UseSSAOOn()
                renderer.SetSSAORadius(SSAO_RADIUS_M)
                renderer.SetSSAOKernelSize(KERNEL[preset])
                renderer.SSAOBlurOn()
            if preset == "settle":
                renderer.UseFXAAOn()
            for key in self.drawables:
                self._stand(preset, key)
            self.window.AddRenderer(renderer)
        return self._renderers[preset]

    def _dress(self, preset: Preset, renderer: Any) -> None:
        light_scene(renderer, self.theme, preset == "still")
        r, g, b = (min(1.0, channel / 255.0 * self.theme.grade_top) for channel in self.theme.background)
        renderer.SetBackground(r, g, b)

    def _stand(self, preset: Preset, key: str) -> None:
        drawable = self.drawables[key]
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(drawable.data)
        mapper.SetColorModeToDirectScalars()
        mapper.StaticOn()
        if drawable.offset:
            mapper.SetResolveCoincidentTopologyToPolygonOffset()
            mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0, -drawable.offset)
            mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(0, -drawable.offset)
        actor = vtkActor()
        actor.SetMapper(mapper)
        actor.PickableOff()
        self._cut(actor, drawable)
        self._finish(actor, drawable, preset)
        actor.SetVisibility(_is_seen(drawable, preset))
        self._actors[preset][key] = actor
        self._renderers[preset].AddActor(actor)

    def _finish(self, actor: Any, drawable: Drawable, preset: Preset) -> None:
        prop = actor.GetProperty()
        finish_property(prop, drawable.material, preset == "still", self.theme)
        prop.SetLineWidth(drawable.line_px * (2.0 if preset == "still" else 1.0))
        is_closed = drawable.cull and self._plane is None
        prop.SetBackfaceCulling(is_closed and drawable.material not in ("glass", "texture"))
        if drawable.material == "edges":
            prop.SetOpacity(self.theme.edge_opacity)
        elif drawable.material != "glass":
            prop.SetOpacity(drawable.opacity)
        if drawable.material in ("texture", "lines", "overlay"):
            actor.ForceTranslucentOn()
        if drawable.texture is not None:
            actor.SetTexture(drawable.texture)


def _is_seen(drawable: Drawable, preset: Preset) -> bool:
    return drawable.visible and (drawable.live or preset != "interactive")


def _aim(renderer: Any, camera: Camera, clipping: tuple[float, float], tile: Tile | None = None) -> None:
    view = renderer.GetActiveCamera()
    near, far = clipping
    eye = camera.eye_m
    if camera.parallel:  # stand just before what is seen: the graphics library counts in floats
        eye, near, far = eye - camera.direction * (near - 1.0), 1.0, far - near + 1.0
    view.SetFocalPoint(*(eye - camera.direction * max(camera.distance_m, 1.0)))
    view.SetPosition(*eye)
    view.SetViewUp(*camera.axes[1])
    tangent = np.tan(np.radians(camera.angle_deg) / 2) * (1.0 if tile is None else tile.share)
    view.SetViewAngle(float(np.degrees(2 * np.arctan(tangent))))
    view.SetParallelProjection(camera.parallel)
    view.SetParallelScale(camera.distance_m * float(tangent))
    view.SetWindowCenter(*((0.0, 0.0) if tile is None else tile.centre))
    view.SetClippingRange(near, far)


def grade(theme: Theme) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Heights from the lower edge (0) to the upper (1), and at each the tint [n, 3] and its opacity [n]."""
    height = np.linspace(0.0, 1.0, GRADE_ROWS + 1)
    down = (1.0 - height) ** 1.3
    keep = 1.0 - down[:, None] * (1.0 - np.array(theme.grade_bottom) / theme.grade_top)
    alpha = 1.0 - keep.min(1)
    light = 0.95 if theme.name == "light" else 0.35
    tint = np.where(alpha[:, None] > 1e-4, light * (keep - keep.min(1)[:, None]) / np.maximum(alpha, 1e-4)[:, None], 0.0)
    return height, tint, alpha


def graded(pixels: NDArray[np.uint8], first_row: int, rows: int, theme: Theme) -> NDArray[np.uint8]:
    """Some rows of a picture of so many rows, darkened as the layer above a whole picture does it."""
    height, tint, alpha = grade(theme)
    at = 1.0 - (first_row + np.arange(len(pixels)) + 0.5) / rows
    share = np.interp(at, height, alpha)[:, None, None]
    over = np.stack([np.interp(at, height, tint[:, k]) for k in range(3)], 1)[:, None, :]
    found = pixels.copy()
    found[..., :3] = np.rint(pixels[..., :3] * (1.0 - share) + 255.0 * over * share)
    return found


def _grade_renderer(theme: Theme) -> Any:
    """A layer above the picture that darkens it towards its lower edge, as a multiply gradient of exponent 1.3 would.

    Drawn as a translucent strip, it survives ambient occlusion, which drops a gradient background. The tint is exact for
    light surfaces; the upper edge's gain sits in the lights and the background.
    """
    rows = GRADE_ROWS
    height, tint, alpha = grade(theme)
    colors = np.repeat(np.concatenate([tint, alpha[:, None]], 1), 2, 0)
    points = np.stack([np.tile([0.0, 1.0], rows + 1), np.repeat(height, 2), np.zeros(2 * rows + 2)], 1)
    first = 2 * np.arange(rows)[:, None]
    data = polygons(points, np.concatenate([first, first + 1, first + 3, first + 2], 1))
    data.GetPointData().SetScalars(numpy_to_vtk(np.rint(colors * 255).astype(np.uint8), deep=True))
    place = vtkCoordinate()
    place.SetCoordinateSystemToNormalizedViewport()
    mapper = vtkPolyDataMapper2D()
    mapper.SetInputData(data)
    mapper.SetTransformCoordinate(place)
    actor = vtkActor2D()
    actor.SetMapper(mapper)
    renderer = vtkRenderer()
    renderer.SetLayer(1)
    renderer.InteractiveOff()
    renderer.AddViewProp(actor)
    return renderer


def polygons(points: NDArray[np.floating[Any]], cells: NDArray[np.integer[Any]]) -> Any:
    """vtkPolyData of equal polygons, its own copy of the arrays."""
    data = vtkPolyData()
    cloud = vtkPoints()
    cloud.SetData(numpy_to_vtk(np.ascontiguousarray(points, np.float32), deep=True))
    data.SetPoints(cloud)
    array = vtkCellArray()
    array.SetData(cells.shape[1], numpy_to_vtk(np.ascontiguousarray(cells, np.int32).ravel(), deep=True))
    if cells.shape[1] == 2:
        data.SetLines(array)
    else:
        data.SetPolys(array)
    return data
