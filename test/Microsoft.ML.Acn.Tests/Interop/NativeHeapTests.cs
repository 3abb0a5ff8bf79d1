using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Interop;

[Collection(GlobalTorchState.Name)]
public class NativeHeapTests
{
    private const int Bytes = 16 << 20;
    private const int SmallPage = 4096;

    [Fact]
    public void Memory_that_was_freed_is_used_again_without_new_pages()
    {
        if (!IsGlibcWithItsOwnLimits())
            return;
        NativeHeap.KeepFreed();
        Touch();

        long before = PageFaults();
        for (int i = 0; i < 10; i++)
            Touch();

        // Mapped anew each time it would be 4,096 pages of 4 KB, or 8 of 2 MB.
        Assert.InRange(PageFaults() - before, 0, 10 * 7);
    }

    [Fact]
    public void Memory_in_gaps_is_given_back_when_a_job_has_ended()
    {
        if (!IsGlibcWithItsOwnLimits())
            return;
        const int block = 1 << 20;
        NativeHeap.KeepFreed();
        nint[] blocks = [.. Enumerable.Range(0, 128).Select(_ => Touched(block))];
        long before;
        using (NativeHeap.GiveBackAfterwards())
        {
            for (int i = 0; i < blocks.Length; i += 2)
                Marshal.FreeHGlobal(blocks[i]);
            before = Environment.WorkingSet;
        }

        long given = before - Environment.WorkingSet;
        for (int i = 1; i < blocks.Length; i += 2)
            Marshal.FreeHGlobal(blocks[i]);
        Assert.InRange(given, 32 * block, long.MaxValue);
    }

    private static void Touch() => Marshal.FreeHGlobal(Touched(Bytes));

    private static nint Touched(int bytes)
    {
        nint block = Marshal.AllocHGlobal(bytes);
        for (int at = 0; at < bytes; at += SmallPage)
            Marshal.WriteByte(block, at, 1);
        return block;
    }

    private static bool IsGlibcWithItsOwnLimits()
        => OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _)
            && !Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");

    // The tenth field of stat(5), the eighth after the name in brackets: minor faults of this thread.
    private static long PageFaults()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], System.Globalization.CultureInfo.InvariantCulture);
    }
}
