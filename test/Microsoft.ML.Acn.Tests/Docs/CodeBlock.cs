using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.Acn.Tests.Docs;

/// <summary>A C# block of a Markdown file.</summary>
public sealed record CodeBlock(string File, int Line, string Text)
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.ML;
        using Microsoft.ML.Acn;
        using Microsoft.ML.Data;
        """;

    public override string ToString() => $"{File}:{Line}";

    /// <summary>All blocks of the README and the pages in docs.</summary>
    public static IEnumerable<CodeBlock> All(string root)
        => Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Prepend(Path.Combine(root, "README.md"))
            .SelectMany(path => Of(Path.GetRelativePath(root, path), LinesOf(path)));

    /// <summary>
    /// A program of its own for the compiler: statements become a method's body, types stand beside it, and the names that the pages share
    /// are fields, which a block may hide by its own variables.
    /// </summary>
    public string AsProgram()
    {
        CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot();
        string statements = string.Concat(unit.Members.OfType<GlobalStatementSyntax>().Select(member => member.ToFullString()));
        string types = string.Concat(unit.Members.Where(member => member is not GlobalStatementSyntax).Select(member => member.ToFullString()));
        return $$"""
            {{Usings}}
            {{unit.Usings.ToFullString()}}
            {{types}}
            static class Block
            {
                static readonly MLContext mlContext = new(1);
                static readonly IDataView trainData = null!, validationData = null!, testData = null!;

                static void Run()
                {
            {{statements}}
                }
            }
            """;
    }

    private static string[] LinesOf(string path) => System.IO.File.ReadAllLines(path);

    private static IEnumerable<CodeBlock> Of(string file, string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart() != "```csharp")
                continue;
            int start = ++i;
            while (lines[i].TrimStart() != "```")
                i++;
            yield return new CodeBlock(file, start + 1, string.Join('\n', lines[start..i]));
        }
    }
}
