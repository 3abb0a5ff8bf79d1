namespace PaperExperiments.Data;

/// <summary>The words for kinds of data and layers, on the command line and in names of arms and files.</summary>
internal static class MaterialName
{
    /// <summary>Pictures, and mixer layers as the paper's authors have them.</summary>
    public const string Mixer = "mixer";

    /// <summary>Pictures, and mixer layers as the library has them: without a skip in the layer.</summary>
    public const string OwnMixer = "own-mixer";

    /// <summary>Pictures, and transformer layers.</summary>
    public const string Vit = "vit";

    /// <summary>Texts, and transformer layers.</summary>
    public const string Text = "text";

    public static IReadOnlyList<string> All { get; } = [Mixer, OwnMixer, Vit, Text];

    /// <summary>Whether the data are pictures, as most of the paper's are.</summary>
    public static bool IsOfPictures(string name) => name != Text;

    /// <summary>Whether it is one of the two on which all is measured: the others show whether the kind of layer matters.</summary>
    public static bool IsMain(string name) => name is Mixer or Text;

    /// <summary>What a heading says.</summary>
    public static string TitleOf(string name) => name switch
    {
        Mixer => "Pictures, mixer layers of the paper's authors",
        OwnMixer => "Pictures, mixer layers of the library",
        Vit => "Pictures, transformer layers",
        Text => "Texts, transformer layers",
        _ => name,
    };
}
