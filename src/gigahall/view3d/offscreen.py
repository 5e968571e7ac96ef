"""The off-screen window: VTK is told to use EGL before anything of it is loaded, so that no display is asked for.

Every module of this layer imports VTK through the names here.
"""

from __future__ import annotations

import os
import sys

import numpy as np
from numpy.typing import NDArray

if sys.platform.startswith("linux"):
    os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")

import vtkmodules.vtkRenderingFreeType
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL classes
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPlane, vtkPolyData
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkActor2D,
    vtkCoordinate,
    vtkLight,
    vtkPolyDataMapper,
    vtkPolyDataMapper2D,
    vtkProperty,
    vtkRenderer,
    vtkRenderWindow,
    vtkTextProperty,
    vtkTexture,
)
from vtkmodules.vtkRenderingFreeType import vtkFreeTypeTools

__all__ = [
    "new_window", "numpy_to_vtk", "read_pixels", "vtkActor", "vtkActor2D", "vtkCellArray", "vtkCoordinate",
    "vtkFreeTypeTools", "vtkImageData", "vtkLight", "vtkPlane", "vtkPoints", "vtkPolyData", "vtkPolyDataMapper",
    "vtkPolyDataMapper2D", "vtkProperty", "vtkRenderWindow", "vtkRenderer", "vtkTextProperty", "vtkTexture",
    "vtk_to_numpy",
]


def new_window(size: tuple[int, int]) -> vtkRenderWindow:
    """A window that is never shown. No multisampling: it costs more here than FXAA and looks no better."""
    window = vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(0)
    window.SetAlphaBitPlanes(1)
    window.SetSize(*size)
    return window


def read_pixels(window: vtkRenderWindow) -> NDArray[np.uint8]:
    """[height, width, 4] RGBA from the top left corner down, contiguous."""
    width, height = window.GetSize()
    pixels = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels, 0)
    return np.ascontiguousarray(vtk_to_numpy(pixels).reshape(height, width, 4)[::-1])


def reduced(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """A picture brought down by a whole factor with a Lanczos window of two lobes."""
    if factor == 1:
        return pixels
    taps = np.arange(-2 * factor + 0.5, 2 * factor)
    x = taps / factor
    weights = np.sinc(x) * np.sinc(x / 2)
    weights = (weights / weights.sum()).astype(np.float32)
    reach = 2 * factor - factor // 2 - factor % 2
    image = pixels.astype(np.float32)
    for axis in (0, 1):
        count = image.shape[axis] // factor
        pad = [(reach, reach + factor) if k == axis else (0, 0) for k in range(3)]
        padded = np.pad(image, pad, mode="edge")
        total = np.zeros_like(np.take(image, np.arange(count), axis))
        for k, weight in enumerate(weights):
            part = padded[k:k + count * factor:factor] if axis == 0 else padded[:, k:k + count * factor:factor]
            total += weight * part
        image = total
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)
