using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace ImageClassification;

/// <summary>Pictures as models see them: of one size, which they cover, and cut evenly on both sides.</summary>
internal static class Thumbnail
{
    /// <param name="file">The bytes of an image file that can be read.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    public static SKBitmap Of(byte[] file, int height, int width)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data);
        using SKBitmap picture = SKBitmap.Decode(codec);
        var thumbnail = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(thumbnail);
        canvas.Clear(SKColors.White);
        canvas.Translate(width / 2f, height / 2f);

        int turn = TurnOf(codec.EncodedOrigin);
        canvas.RotateDegrees(turn);
        (int seenWidth, int seenHeight) = turn % 180 == 0 ? (picture.Width, picture.Height) : (picture.Height, picture.Width);
        float scale = Math.Max((float)width / seenWidth, (float)height / seenHeight);
        using var paint = new SKPaint { FilterQuality = scale < 1 ? SKFilterQuality.Medium : SKFilterQuality.High };
        var place = SKRect.Create(-scale * picture.Width / 2, -scale * picture.Height / 2, scale * picture.Width, scale * picture.Height);
        canvas.DrawBitmap(picture, place, scale == 1 ? null : paint);
        return thumbnail;
    }

    /// <summary>The thumbnail as training might change it.</summary>
    public static SKBitmap Augment(SKBitmap thumbnail, Func<MLImage, MLImage> change)
    {
        using var image = MLImage.CreateFromPixels(thumbnail.Width, thumbnail.Height, MLPixelFormat.Rgba32, thumbnail.GetPixelSpan());
        using MLImage changed = change(image);
        SKColorType order = changed.PixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        var result = new SKBitmap(new SKImageInfo(changed.Width, changed.Height, order, SKAlphaType.Premul));
        Marshal.Copy(changed.Pixels.ToArray(), 0, result.GetPixels(), changed.Pixels.Length);
        return result;
    }

    /// <summary>Degrees to the right that a camera asks for; those that are mirrored, which cameras do not make, stay as they are.</summary>
    private static int TurnOf(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.RightTop => 90,
        SKEncodedOrigin.BottomRight => 180,
        SKEncodedOrigin.LeftBottom => 270,
        _ => 0,
    };
}
