using Datasets;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Samples;

public class GcideTests
{
    private const string Dictionary = """
        Kestrel \Kes"trel\, n. [OF. quercerelle.]
           1. A small slender {European} hawk that _hovers_ in the air. --A. Newton.
              [1913 Webster]

           2. A paper kite. [Obs.]

           3. A falcon of many countries and islands. [WordNet 1.5]

                The kestrel
           hung over the field. --Tennyson.
              [1913 Webster]

           [1913 Webster]
        """;

    [Fact]
    public void Definitions_and_quotations_are_read_without_remarks_sources_and_what_comes_from_WordNet()
        => Assert.Equal(
            ["Kestrel , n. 1. A small slender European hawk that hovers in the air.", "The kestrel hung over the field."],
            Gcide.TextsOf(Dictionary.ReplaceLineEndings("\n")));

    [Fact]
    public void Windows_line_ends_make_no_difference()
        => Assert.Equal(Gcide.TextsOf(Dictionary.ReplaceLineEndings("\n")), Gcide.TextsOf(Dictionary.ReplaceLineEndings("\r\n")));

    [Fact]
    public void A_missing_or_another_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There is no gcide.dict.dz in ", Refused(), StringComparison.Ordinal);

        File.WriteAllText(folder.File("gcide.dict.dz"), Dictionary);
        Assert.Contains("it is not compressed by gzip", Refused(), StringComparison.Ordinal);

        using (var file = new System.IO.Compression.GZipStream(File.Create(folder.File("gcide.dict.dz")), System.IO.Compression.CompressionMode.Compress))
            file.Write(System.Text.Encoding.UTF8.GetBytes(Dictionary));
        Assert.Contains("is damaged or another version", Refused(), StringComparison.Ordinal);

        string Refused() => Assert.Throws<DatasetException>(() => Gcide.Texts(folder.Path, _ => { })).Message;
    }
}
