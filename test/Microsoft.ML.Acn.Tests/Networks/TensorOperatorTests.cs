using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class TensorOperatorTests
{
    /// <summary>The list of banned symbols keeps <c>a + b</c> and <c>a * 2</c> out, see <see cref="TensorMath"/>, but does not see <c>a += b</c>.</summary>
    [Fact]
    public void The_library_calls_no_operator_of_a_tensor_that_passes_a_number()
    {
        Assembly library = typeof(TensorMath).Assembly;
        using var file = new PEReader(File.OpenRead(library.Location));
        MetadataReader reader = file.GetMetadataReader();

        MethodBase[] calls = [.. reader.MemberReferences
            .Where(handle => reader.GetMemberReference(handle) is { Parent.Kind: HandleKind.TypeReference } member && member.GetKind() == MemberReferenceKind.Method)
            .Select(handle => library.ManifestModule.ResolveMethod(MetadataTokens.GetToken(handle))!)
            .Where(method => method.DeclaringType == typeof(Tensor))];

        Assert.Contains(calls, method => method.Name == nameof(Tensor.add_));
        Assert.DoesNotContain(calls, PassesANumber);
    }

    // A sum passes a factor of its own.
    private static bool PassesANumber(MethodBase method)
        => method.Name.StartsWith("op_", StringComparison.Ordinal)
            && (method.Name is "op_Addition" or "op_Subtraction" || method.GetParameters().Any(parameter => parameter.ParameterType != typeof(Tensor)));
}
