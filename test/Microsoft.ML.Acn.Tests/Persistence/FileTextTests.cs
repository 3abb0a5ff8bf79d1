using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

public class FileTextTests
{
    [Theory]
    [InlineData("größe 語 😀", "größe 語 😀")]
    [InlineData("two\nlines\r\n", "two\\u{000A}lines\\u{000D}\\u{000A}")]
    [InlineData("\u001b[31mred", "\\u{001B}[31mred")]
    [InlineData("right\u202eleft", "right\\u{202E}left")]
    [InlineData("tag\U000E0041", "tag\\u{E0041}")]
    public void Characters_that_are_not_seen_are_shown_by_their_numbers(string text, string shown)
        => Assert.Equal(shown, FileText.Shown(text));

    [Fact]
    public void Long_texts_are_cut_between_characters_and_show_it()
    {
        string shown = FileText.Shown(string.Concat(Enumerable.Repeat("😀", 1_000)));

        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 250)) + " ...", shown);
    }
}
