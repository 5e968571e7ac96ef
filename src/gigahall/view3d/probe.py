"""One small off-screen picture: run by `gigahall doctor` in a child process, since a broken driver may end the process."""

from __future__ import annotations

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL classes)
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkFiltersSources import vtkSphereSource
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
    vtkWindowToImageFilter,
)


def main() -> int:
    """Draws a sphere on black and prints which OpenGL drew it; 1 if the picture is empty."""
    source = vtkSphereSource()
    mapper = vtkPolyDataMapper()
    mapper.SetInputConnection(source.GetOutputPort())
    actor = vtkActor()
    actor.SetMapper(mapper)
    renderer = vtkRenderer()
    renderer.AddActor(actor)
    window = vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetSize(64, 64)
    window.AddRenderer(renderer)
    window.Render()
    grab = vtkWindowToImageFilter()
    grab.SetInput(window)
    grab.Update()
    pixels = vtk_to_numpy(grab.GetOutput().GetPointData().GetScalars())
    facts = dict(line.split(":", 1) for line in window.ReportCapabilities().splitlines() if ":" in line)
    name = facts.get("OpenGL renderer string", window.GetClassName()).strip()
    version = facts.get("OpenGL version string", "").strip()
    window.Finalize()
    drawn = float(np.mean(pixels.max(axis=1) > 32))
    print(f"{name}, OpenGL {version}" if version else name)
    return 0 if 0.1 < drawn < 0.9 else 1
