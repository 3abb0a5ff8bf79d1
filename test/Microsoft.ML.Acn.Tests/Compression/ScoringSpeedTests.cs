using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthSpeedTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_source_is_read_once_for_all_depths_where_rows_can_be_held()
    {
        var data = new RecordingView(TinyTexts.View(_context));

        AcnDepthProfile profile = TinyModel.Shared.ProfileDepth(data);

        Assert.All(profile, depth => Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9));
        Assert.Equal(2, data.Cursors.Count(columns => columns.Contains("Text")));
    }

    [Fact]
    public void Rows_that_cannot_be_held_are_measured_too()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows(20), options => options.Epochs = 1);
        ImageRow[] rows = [.. TinyImages.Rows(20).Select(row => new ImageRow { Kind = row.Kind, Image = MLImage.CreateFromStream(new MemoryStream(row.Image!)) })];
        IDataView images = _context.Data.LoadFromEnumerable(rows);
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(images).Transform(images);

        AcnDepthProfile profile = model.ProfileDepth(data);

        Assert.Equal((2, 20), (profile.Count, profile.Rows));
        Assert.All(profile, depth => Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9));
        foreach (ImageRow row in rows)
            row.Image!.Dispose();
    }

    private sealed class ImageRow
    {
        public string Kind { get; set; } = "";

        [ImageType(16, 16)]
        public MLImage? Image { get; set; }
    }
}
