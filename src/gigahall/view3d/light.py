"""Light and materials of the three presets.

Live presets shade with Phong, the still preset with PBR under a small drawn studio; the pair was fitted grey level by grey
level (floor, tops, south and east faces), so that a switch is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigahall.view3d.offscreen import numpy_to_vtk, vtkImageData, vtkLight, vtkProperty, vtkRenderer, vtkTexture
from gigahall.view3d.palette import Theme

KEY_COLOR = (1.0, 0.965, 0.918)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a material takes light: Phong numbers for the live presets, roughness for the still one."""

    diffuse: float
    ambient: float
    specular: float
    power: float
    roughness: float
    still_diffuse: float
    still_ambient: float


FINISHES: dict[str, Finish] = {
    "floor": Finish(1.0, 0.45, 0.0, 1, 0.9, 0.88, 0.10),
    "wall": Finish(1.0, 0.45, 0.02, 5, 0.85, 0.86, 0.14),
    "matte": Finish(1.0, 0.45, 0.10, 22, 0.55, 0.88, 0.13),
    "pipe": Finish(0.88, 0.42, 0.14, 28, 0.42, 0.88, 0.14),
    "glass": Finish(1.0, 0.0, 0.5, 60, 0.1, 1.0, 0.0),
}


def finish_property(prop: vtkProperty, material: str, is_still: bool, theme: Theme) -> None:
    """Set a property to a material of FINISHES, or unlit ("emissive")."""
    if material not in FINISHES:
        prop.LightingOff()
        prop.SetAmbient(1.0)
        prop.SetDiffuse(0.0)
        return
    finish = FINISHES[material]
    prop.SetDiffuse(finish.still_diffuse if is_still else finish.diffuse)
    prop.SetAmbient(finish.still_ambient if is_still else finish.ambient)
    prop.SetSpecular(finish.specular)
    prop.SetSpecularPower(finish.power)
    if material == "glass":
        prop.SetOpacity(theme.glass_opacity)
    if is_still and material != "glass":
        prop.SetInterpolationToPBR()
        prop.SetMetallic(0.0)
        prop.SetRoughness(finish.roughness)
    else:
        prop.SetInterpolationToPhong()


LOOKUP_PX, LOOKUP_SAMPLES, PREFILTER_SAMPLES = 128, 256, 256
"""Of the tables VTK draws once per window for reflections. Its own choice (512, 1024, 512) takes five times as long on a
processor and moves no grey level of a hall by more than 3."""


def studio_texture(theme: Theme) -> vtkTexture:
    """A 256 x 128 equirectangular room with three soft boxes, in floats; +y of it is the world's z."""
    height, width = 128, 256
    elevation = np.linspace(-1.0, 1.0, height)[:, None] * np.pi / 2
    azimuth = np.linspace(0.0, 1.0, width, endpoint=False)[None, :] * 2 * np.pi
    sky = 0.55 + 0.55 * np.sin(np.clip(elevation, 0.0, 2.0))
    ground = 0.42 + 0.18 * np.sin(elevation)
    level = 1.2 * np.where(elevation > 0, sky, ground) + 0 * azimuth
    for at, up, half_width, half_height, gain in ((-2.3, 0.9, 0.55, 0.35, 3.2), (0.9, 0.7, 0.8, 0.3, 1.1), (2.6, 0.25, 0.4, 0.25, 0.7)):
        across = np.abs(np.angle(np.exp(1j * (azimuth - at))))
        level = level + gain / (1 + np.exp((across - half_width) * 14)) / (1 + np.exp((np.abs(elevation - up) - half_height) * 14))
    pixels = (np.stack([level, level, 1.02 * level], -1) * theme.studio_gain).astype(np.float32)
    image = vtkImageData()
    image.SetDimensions(width, height, 1)
    image.GetPointData().SetScalars(numpy_to_vtk(pixels.reshape(-1, 3), deep=True))
    texture = vtkTexture()
    texture.SetColorModeToDirectScalars()
    texture.MipmapOn()
    texture.InterpolateOn()
    texture.SetInputData(image)
    return texture


def light_scene(renderer: vtkRenderer, theme: Theme, is_still: bool) -> None:
    """Replace the lights of a renderer."""
    renderer.RemoveAllLights()
    renderer.AutomaticLightCreationOff()
    if is_still:
        renderer.UseImageBasedLightingOn()
        renderer.SetEnvironmentTexture(studio_texture(theme), False)
        renderer.UseSphericalHarmonicsOn()
        renderer.GetEnvMapLookupTable().SetLUTSize(LOOKUP_PX)
        renderer.GetEnvMapLookupTable().SetLUTSamples(LOOKUP_SAMPLES)
        renderer.GetEnvMapPrefiltered().SetPrefilterMaxSamples(PREFILTER_SAMPLES)
        renderer.SetEnvironmentUp(0, 0, 1)  # the studio takes +y as up; without this, south faces turn dark
        renderer.SetEnvironmentRight(1, 0, 0)
        renderer.AddLight(_light(38, 52, theme.key_still, KEY_COLOR))
        return
    renderer.AddLight(_light(50, 56, theme.key_live, KEY_COLOR))
    headlight = _light(8, 14, theme.headlight, (1.0, 1.0, 1.0))
    headlight.SetLightTypeToHeadlight()
    renderer.AddLight(headlight)


def _light(azimuth_deg: float, elevation_deg: float, intensity: float, color: tuple[float, float, float]) -> vtkLight:
    azimuth, elevation = np.radians(azimuth_deg), np.radians(elevation_deg)
    light = vtkLight()
    light.PositionalOff()
    light.SetLightTypeToSceneLight()
    light.SetColor(*color)
    light.SetIntensity(intensity)
    light.SetFocalPoint(0, 0, 0)
    light.SetPosition(
        float(np.sin(azimuth) * np.cos(elevation)), float(-np.cos(azimuth) * np.cos(elevation)), float(np.sin(elevation))
    )
    return light
