using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Acn.Tests.Docs;

public partial class DocumentationTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void EveryCSharpBlockCompiles()
    {
        CodeBlock[] blocks = [.. CodeBlock.All(Root)];

        string[] errors = [.. blocks.SelectMany(block => Errors(block.AsProgram()).Select(error => $"{block}: {error}"))];

        Assert.True(blocks.Length >= 6, $"only {blocks.Length} C# blocks were found");
        Assert.Empty(errors);
    }

    [Fact]
    public void ABlockWithAnErrorIsFound()
        => Assert.NotEmpty(Errors(new CodeBlock("made up", 1, "mlContext.MulticlassClassification.Trainers.Acn(42);").AsProgram()));

    [Fact]
    public void EveryLinkBetweenPagesLeadsSomewhere()
    {
        string[] pages = [Path.Combine(Root, "README.md"), .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)];

        string[] broken = [.. pages.SelectMany(page => Links().Matches(File.ReadAllText(page))
            .Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)))
            .Select(target => $"{Path.GetFileName(page)} -> {target}"))];

        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex Links();

    private static IEnumerable<string> Errors(string program)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Block",
            [CSharpSyntaxTree.ParseText(program)],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AcnMlNet.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return folder;
    }
}
