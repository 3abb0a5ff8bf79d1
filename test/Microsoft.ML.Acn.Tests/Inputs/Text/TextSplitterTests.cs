using System.Globalization;
using System.Text;
using static Microsoft.ML.Acn.Tests.Inputs.Text.TestTexts;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

/// <summary>Words of many scripts, split by hand; expected words are separated by a blank.</summary>
public class TextSplitterTests
{
    [Theory]
    [InlineData("Hello, World!", "hello , world !")]
    [InlineData("  tabs\tand\r\nlines  ", "tabs and lines")]
    [InlineData("I don't know rock'n'roll", "i don't know rock'n'roll")]
    [InlineData("it\u2019s", "it's")]
    [InlineData("'quoted' words'", "' quoted ' words '")]
    [InlineData("the dogs' tails", "the dogs ' tails")]
    [InlineData("snake_case C3PO", "snake_case c3po")]
    [InlineData("well-known e.g. 3.14", "well - known e . g . 3 . 14")]
    [InlineData("no!!! wait...what?!", "no !!! wait ... what ? !")]
    [InlineData("$9.99 + 5%", "$ 9 . 99 + 5 %")]
    public void English(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("Größe STRASSE Straße", "größe strasse straße")]
    [InlineData("L'été, c'est ÇA", "l'été , c'est ça")]
    [InlineData("Łódź Čeština ŽLUŤOUČKÝ", "łódź čeština žluťoučký")]
    [InlineData("ПРИВЕТ, мир", "привет , мир")]
    public void European_scripts_in_both_normal_forms(string text, string expected)
    {
        AssertWords(expected, text.Normalize(NormalizationForm.FormC));
        AssertWords(expected, text.Normalize(NormalizationForm.FormD));
    }

    [Fact]
    public void Case_is_folded_letter_by_letter_so_a_final_sigma_stays()
    {
        AssertWords("οδυσσεύσ", "ΟΔΥΣΣΕΎΣ");
        AssertWords("οδυσσεύς", "Οδυσσεύς");
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az-Latn-AZ")]
    [InlineData("lt-LT")]
    [InlineData("")]
    public void The_current_culture_changes_nothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            AssertWords("title insight", "TITLE INSIGHT");
            AssertWords("ılık", "ılık");
            AssertWords("diyarbakir", "DIYARBAKIR");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Case_is_kept_where_it_matters()
    {
        Assert.Equal(["US", "us", "ΣΑΣ"], Words("US us ΣΑΣ", ignoreCase: false));
    }

    [Theory]
    [InlineData("नमस्ते दुनिया।", "नमस्ते दुनिया ।")] // Hindi: vowel signs and virama belong to their letters
    [InlineData("বাংলা ভাষা", "বাংলা ভাষা")] // Bengali
    [InlineData("مرحبا بالعالم؟", "مرحبا بالعالم ؟")] // Arabic
    [InlineData("می\u200Cخواهم", "میخواهم")] // Persian: the zero-width non-joiner is passed over
    [InlineData("שלום עולם", "שלום עולם")] // Hebrew
    [InlineData("안녕하세요 세계", "안녕하세요 세계")] // Korean
    [InlineData("ሰላም ዓለም", "ሰላም ዓለም")] // Amharic
    public void Scripts_with_spaces(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("我爱北京。", "我 爱 北 京 。")]
    [InlineData("東京タワーへ行く", "東 京 タ ワ ー へ 行 く")]
    [InlineData("iPhone15を買う", "iphone15 を 買 う")]
    [InlineData("𠮷野家", "𠮷 野 家")] // outside of the basic plane
    [InlineData("สวัสดี", "ส วั ส ดี")] // Thai vowel signs stay with their consonant
    [InlineData("ສະບາຍ", "ສ ະ ບ າ ຍ")]
    public void Scripts_without_spaces_go_character_by_character(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("한국어 텍스트")] // jamo
    [InlineData("がぎぐ パピプ")] // kana with voicing marks
    [InlineData("கொழும்பு")] // Tamil: a vowel sign made of two spacing marks
    [InlineData("বোন কৌশল")] // Bengali, likewise
    [InlineData("שׁלום")]
    [InlineData("Việt Nam tiếng")]
    public void Composed_and_decomposed_spellings_are_the_same_words(string text)
    {
        Assert.Equal(Words(text.Normalize(NormalizationForm.FormC)), Words(text.Normalize(NormalizationForm.FormD)));
    }

    [Theory]
    [InlineData("good😀😀bad", "good 😀😀 bad")]
    [InlineData("👍🏽", "👍 🏽")] // the skin tone is a word of its own
    [InlineData("👩\u200D💻", "👩 💻")] // joined emoji fall into their parts
    [InlineData("🇩🇪", "🇩 🇪")]
    [InlineData("❤\uFE0Flove", "❤ love")] // a variation selector says how to draw, nothing else
    [InlineData("❤\uFE0F❤\uFE0F", "❤❤")]
    [InlineData("葛\U000E0100城", "葛 城")]
    public void Emoji(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("zero\u200Bwidth", "zero width")]
    [InlineData("\uFEFFmark", "mark")]
    [InlineData("a\0b\u0001c\u007Fd\u0085e", "a b c d e")]
    [InlineData("no\u00A0break\u3000wide\u2028line", "no break wide line")]
    [InlineData("private\uE000use", "private use")]
    public void Invisible_characters(string text, string expected) => AssertWords(expected, text);

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0\u3000")]
    [InlineData("\u200D\u00AD\uFE0F")]
    public void Nothing_to_read(string text) => Assert.Empty(Words(text));

    private static void AssertWords(string expected, string text)
        => Assert.Equal(expected.Length == 0 ? [] : expected.Split(' '), Words(text));
}
