using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>What the C library has handed out, which tells a leak from memory that was given back but stays resident in the gaps between what is held.</summary>
internal static class NativeHeap
{
    /// <summary>MB handed out and not given back; null where the C library is not glibc 2.33 or later.</summary>
    public static double? InUse()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            Counts counts = MallInfo();
            return (counts.InUse + counts.Mapped) / 1e6;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern Counts MallInfo();

    /// <summary>glibc's <c>struct mallinfo2</c>: ten numbers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Counts
    {
        private readonly nuint _arena;
        private readonly nuint _freeBlocks;
        private readonly nuint _fastBlocks;
        private readonly nuint _mappedBlocks;
        private readonly nuint _mapped;
        private readonly nuint _unused;
        private readonly nuint _fast;
        private readonly nuint _inUse;
        private readonly nuint _free;
        private readonly nuint _top;

        public double InUse => _inUse;

        public double Mapped => _mapped;
    }
}
