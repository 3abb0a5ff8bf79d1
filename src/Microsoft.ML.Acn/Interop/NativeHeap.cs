using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Interop;

/// <summary>What libtorch's memory comes from on a CPU: the C library, of which glibc takes two hints. With others neither has an effect.</summary>
internal static partial class NativeHeap
{
    // With its page of housekeeping a block of the largest M_MMAP_THRESHOLD on 64 bits, see mallopt(3).
    private const nuint LargestBlock = (32 << 20) - (64 << 10);

    /// <summary>Has memory that a step or a scored batch frees be kept for the next one.</summary>
    /// <remarks>
    /// glibc maps large blocks anew each time and shrinks its heap when its end is free, so that a step can spend more time on new pages
    /// than on products. Both limits rise by themselves, up to a block of 32 MB, with each larger one that is mapped and freed; so one of
    /// that size is, untouched, in some microseconds. Limits that the program or its environment has set stay as they are.
    /// </remarks>
    public static unsafe void KeepFreed() => NativeMemory.Free(NativeMemory.Alloc(LargestBlock));

    /// <summary>
    /// Gives free memory back to the system when a job ends. After training much of it lies in gaps between blocks that are held, and a
    /// service that trains now and then would hold on to more and more.
    /// </summary>
    public static IDisposable GiveBackAfterwards() => new Job();

    // See malloc_trim(3): the pages within the heaps too, and no reserve kept at their ends.
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint reserve);

    private sealed class Job : IDisposable
    {
        public void Dispose()
        {
            if (!OperatingSystem.IsLinux())
                return;
            try
            {
                _ = Trim(0);
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
            }
        }
    }
}
