using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace ImageClassification;

/// <summary>The pictures that the sample works on, each part for one purpose, and how they get into a pipeline.</summary>
/// <param name="Title">What the task is.</param>
/// <param name="Height">Height in pixels that models see.</param>
/// <param name="Width">Width in pixels that models see.</param>
internal abstract record ImageTask(string Title, int Height, int Width)
{
    /// <summary>Pictures that models are trained on.</summary>
    public required IReadOnlyList<Picture> Train { get; init; }

    /// <summary>Pictures that choose the epoch and the depth.</summary>
    public required IReadOnlyList<Picture> Validation { get; init; }

    /// <summary>Pictures that nothing is chosen by.</summary>
    public required IReadOnlyList<Picture> Test { get; init; }

    /// <summary>How many pictures there are for what.</summary>
    public string Counts => string.Create(CultureInfo.InvariantCulture,
        $"{Train.Count:N0} training, {Validation.Count:N0} validation and {Test.Count:N0} test pictures of {Width} x {Height} pixels");

    public static ImageTask Choose(SampleOptions options, Action<string> say)
        => options.ImageFolder is null ? FashionTask.Load(options, say) : FolderTask.Load(options, options.ImageFolder, say);

    /// <summary>Data with the text column <c>Label</c> and, of a type that the network takes, <c>Image</c>.</summary>
    public abstract IDataView Rows(MLContext ml, IEnumerable<Picture> pictures);

    /// <summary>What the network must be told about these pictures.</summary>
    public abstract AcnImageOptions NetworkOptions();

    /// <summary>What ML.NET has for the same task without a network.</summary>
    public abstract ITransformer TrainBaseline(MLContext ml, IDataView train);

    /// <summary>About so many of the pictures, the same share of each class, or all of them.</summary>
    protected static IReadOnlyList<Picture> AtMost(int? count, IReadOnlyList<Picture> pictures)
        => count < pictures.Count ? TakeOfEachClass(pictures, (double)count.Value / pictures.Count).Part : pictures;

    /// <summary>A share of the pictures of each class, one at least, and the rest; both stay in their order.</summary>
    protected static (IReadOnlyList<Picture> Part, IReadOnlyList<Picture> Others) TakeOfEachClass(IEnumerable<Picture> pictures, double share)
    {
        Picture[] all = [.. pictures];
        Dictionary<string, int> toTake = all.CountBy(picture => picture.Label).ToDictionary(count => count.Key, count => Math.Max((int)Math.Round(share * count.Value), 1));
        ILookup<bool, Picture> parts = all.ToLookup(picture => toTake[picture.Label]-- > 0);
        return ([.. parts[true]], [.. parts[false]]);
    }
}
