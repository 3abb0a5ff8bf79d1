using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Acn.Interop;

/// <summary>
/// What the processor tells of its caches. Some virtual machines keep it secret, and there oneDNN 3.7, which libtorch 2.10 computes
/// convolutions with, takes them for empty: it leaves parts of weights out when it packs them, so that products are wrong without a word,
/// or divides by zero, which ends the process (oneDNN's issue 5313 has the same of ARM). Its plain matrix products do not pack and are right.
/// </summary>
internal static class ProcessorCaches
{
    private const int IntelLeaf = 4;
    private const int AmdLeaf = unchecked((int)0x8000001D);
    private const int HighestLeaf = 0;
    private const int HighestExtendedLeaf = unchecked((int)0x80000000);
    private const int TypeMask = 31;

    /// <summary>Whether the sizes are known, or the processor is one that is not asked for them in this way.</summary>
    public static bool AreKnown { get; } = !X86Base.IsSupported || Describes(IntelLeaf, HighestLeaf) || Describes(AmdLeaf, HighestExtendedLeaf);

    // Both makers describe one cache after another in the same layout; type 0 says that there is none.
    private static bool Describes(int leaf, int highest)
        => (uint)X86Base.CpuId(highest, 0).Eax >= (uint)leaf && (X86Base.CpuId(leaf, 0).Eax & TypeMask) != 0;
}
