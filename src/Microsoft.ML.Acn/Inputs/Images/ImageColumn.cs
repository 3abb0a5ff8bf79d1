using System.Globalization;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Reads images of any kind from a column.</summary>
internal static class ImageColumn
{
    /// <summary>The kinds without pixels in a vector, in ML.NET's words.</summary>
    public static string KnownTypes { get; } = $"Image, {new VectorDataViewType(NumberDataViewType.Byte)}";

    /// <summary>What is expected of the column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The length that a vector of pixels must have, or null for any known one.</param>
    public static InputColumn Of(string name, int? values)
    {
        string vector = values is { } length ? new VectorDataViewType(NumberDataViewType.Single, length).ToString() : "known-size vector of Single";
        return new InputColumn("feature", name, $"{KnownTypes} or {vector}", type => IsImage(type) || (IsPixels(type, out int size) && (values is null || values == size)))
        {
            AcceptsUnsized = type => IsImage(type) || IsPixels(type, out _),
        };
    }

    /// <summary>Whether a type holds whole images, which need no options to be understood.</summary>
    public static bool IsImage(DataViewType type) => type is ImageDataViewType || (type is VectorDataViewType { IsKnownSize: false } vector && vector.ItemType == NumberDataViewType.Byte);

    /// <summary>Whether a type holds the pixels of an image as floats.</summary>
    public static bool IsPixels(DataViewType type, out int size)
    {
        size = (type as VectorDataViewType)?.Size ?? 0;
        return size > 0 && ((VectorDataViewType)type).ItemType == NumberDataViewType.Single;
    }

    /// <summary>Binds to a row's column; each call of the result appends the row's present image to the store.</summary>
    /// <param name="row">The row.</param>
    /// <param name="store">The store; settled if the column has vectors of pixels.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="layout">The layout of a vector of pixels.</param>
    /// <param name="refuse">Whether a vector with values that are no finite numbers is an error, and not just a row that cannot be read.</param>
    public static Action Bind(DataViewRow row, ImageRowStore store, string column, PixelLayout layout, bool refuse)
    {
        DataViewType type = row.Schema[column].Type;
        if (type is ImageDataViewType)
            return BindImages(row, store, column);
        return IsPixels(type, out int size) ? BindPixels(row, store, column, size, layout, refuse) : BindFiles(row, store, column);
    }

    /// <summary>A copy of an image's pixels: red, green, blue and opacity of each, as in the image. (H x W x 4)</summary>
    public static byte[] Pixels(MLImage image)
    {
        byte[] pixels = image.Pixels.ToArray();
        if (image.PixelFormat == MLPixelFormat.Bgra32)
        {
            for (int i = 0; i < pixels.Length; i += 4)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        }
        return pixels;
    }

    private static Action BindFiles(DataViewRow row, ImageRowStore store, string column)
    {
        ImageBackend.EnsureLoaded();
        ValueGetter<VBuffer<byte>> getter = row.GetGetter<VBuffer<byte>>(row.Schema[column]);
        VBuffer<byte> file = default;
        return () =>
        {
            getter(ref file);
            byte[] bytes = new byte[file.Length];
            file.CopyTo(bytes);
            store.Append(new EncodedImage(row.Position, bytes));
        };
    }

    private static Action BindImages(DataViewRow row, ImageRowStore store, string column)
    {
        ValueGetter<MLImage?> getter = row.GetGetter<MLImage?>(row.Schema[column]);
        MLImage? image = null;
        return () =>
        {
            Read();
            store.Append(image is null ? new NoImage(row.Position, "it has no image") : new PixelImage(row.Position, Pixels(image), new ImageSize(image.Height, image.Width)));
        };

        // The image still belongs to whoever gives it: some give the same one for all rows, and dispose of it at the end.
        void Read()
        {
            try
            {
                getter(ref image);
            }
            catch (ArgumentException e)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"Row {row.Position + 1:N0} (counted from 1) has no image in column '{column}' that can be read: {e.Message} (LoadImages ends at the first such file; with LoadRawImageBytes in its place they are left out.)"), e);
            }
        }
    }

    private static Action BindPixels(DataViewRow row, ImageRowStore store, string column, int size, PixelLayout layout, bool refuse)
    {
        ImageShape shape = store.Geometry.Shape;
        if (size != shape.Bytes)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Column '{column}' has {size:N0} values; {shape.Channels} channels of {shape.Height} x {shape.Width} pixels have {shape.Bytes:N0}."));
        }
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(row.Schema[column]);
        VBuffer<float> vector = default;
        float[] values = new float[size];
        return () =>
        {
            getter(ref vector);
            vector.CopyTo(values);
            if (!store.Append(row.Position, values, layout) && refuse)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Row {row.Position + 1:N0} (counted from 1) has a value in column '{column}' that is no finite number; pixels must not be missing."));
            }
        };
    }
}
