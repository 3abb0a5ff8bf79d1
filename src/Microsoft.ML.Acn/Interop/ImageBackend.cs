using SkiaSharp;

namespace Microsoft.ML.Acn.Interop;

/// <summary>SkiaSharp's native library, which decodes image files.</summary>
internal static class ImageBackend
{
    /// <exception cref="AcnBackendException">The library cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        try
        {
            _ = SKImageInfo.PlatformColorType;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new AcnBackendException(
                "SkiaSharp's native library (libSkiaSharp), which decodes images, cannot be loaded: " + (e.InnerException ?? e).Message
                + " The packages SkiaSharp.NativeAssets.Linux.NoDependencies, .Win32 and .macOS have it, in the version of the package SkiaSharp.", e);
        }
    }
}
