using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>Made-up pictures, as files, as images and as data.</summary>
internal static class Pictures
{
    /// <summary>A picture of random pixels. All opaque unless said otherwise; then colours are multiplied by the opacity.</summary>
    public static SKBitmap Noise(int height, int width, int seed, bool isGrey = false, bool isOpaque = true)
    {
        var random = new Random(seed);
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        Span<byte> pixels = bitmap.GetPixelSpan().ToArray();
        for (int i = 0; i < pixels.Length; i += 4)
        {
            byte alpha = isOpaque ? (byte)255 : (byte)random.Next(256);
            for (int channel = 0; channel < 3; channel++)
                pixels[i + channel] = isGrey && channel > 0 ? pixels[i] : (byte)random.Next(alpha + 1);
            pixels[i + 3] = alpha;
        }
        System.Runtime.InteropServices.Marshal.Copy(pixels.ToArray(), 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }

    /// <summary>A disc on a plain ground, with smooth edges.</summary>
    public static SKBitmap Disc(int height, int width, SKColor disc, SKColor ground)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = disc, IsAntialias = true };
        canvas.Clear(ground);
        canvas.DrawCircle(width / 2f, height / 2f, Math.Min(height, width) / 3f, paint);
        return bitmap;
    }

    public static byte[] Encode(this SKBitmap bitmap, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using SKData data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    public static byte[] NoisePng(int height, int width, int seed, bool isGrey = false, bool isOpaque = true)
    {
        using SKBitmap bitmap = Noise(height, width, seed, isGrey, isOpaque);
        return bitmap.Encode();
    }

    public static MLImage ToImage(this SKBitmap bitmap, MLPixelFormat format = MLPixelFormat.Rgba32)
    {
        byte[] pixels = bitmap.GetPixelSpan().ToArray();
        for (int i = 0; format == MLPixelFormat.Bgra32 && i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return MLImage.CreateFromPixels(bitmap.Width, bitmap.Height, format, pixels);
    }

    /// <summary>The planes that a picture of the right size must be stored as.</summary>
    public static byte[] Planes(this SKBitmap bitmap, int channels)
    {
        byte[] pixels = bitmap.GetPixelSpan().ToArray();
        return [.. Enumerable.Range(0, channels).SelectMany(channel => Enumerable.Range(0, pixels.Length / 4).Select(i => pixels[(4 * i) + channel]))];
    }

    public static IDataView View(MLContext context, IEnumerable<byte[]?> files) => context.Data.LoadFromEnumerable(files.Select(file => new FileRow { Image = file }));

    public static IDataView View(MLContext context, IEnumerable<MLImage?> images) => context.Data.LoadFromEnumerable(images.Select(image => new ImageRow { Image = image }));

    /// <summary>All rows of a column named Image as training stores them, before those that cannot be read are removed.</summary>
    public static ImageRowStore Store(IDataView data, AcnImageOptions? options = null)
    {
        var family = new ImageFamily(Named(options ?? new AcnImageOptions()));
        RowStore store = family.CreateStore();
        Read(data, family.Bind, store);
        return (ImageRowStore)store;
    }

    public static ImageRowStore Store(IEnumerable<byte[]?> files, AcnImageOptions? options = null) => Store(View(new MLContext(), files), options);

    public static void Read(IDataView data, Func<DataViewRow, RowStore, Action> bind, RowStore store)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Image"]]);
        Action append = bind(cursor, store);
        while (cursor.MoveNext())
            append();
        store.Complete();
    }

    public static AcnImageOptions Named(AcnImageOptions options)
    {
        options.FeatureColumnName = "Image";
        return options;
    }

    internal sealed class FileRow
    {
        public byte[]? Image { get; set; }
    }

    internal sealed class ImageRow
    {
        // ML.NET 5.0.1 throws without a size; the images may have any.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
