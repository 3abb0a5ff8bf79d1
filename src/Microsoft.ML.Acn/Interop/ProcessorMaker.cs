using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Who made the processor, for MKL has its best kernels for Intel's alone.</summary>
internal static class ProcessorMaker
{
    // The first four letters of "GenuineIntel", as a processor gives them.
    private const int Genu = 0x756E6547;

    /// <summary>Whether it is Intel's.</summary>
    public static bool IsIntel { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == Genu;
}
