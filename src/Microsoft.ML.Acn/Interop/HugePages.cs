using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Interop;

/// <summary>
/// Memory in pages of 2 MB instead of 4 KB, where Linux gives them to who asks (transparent huge pages, see madvise(2)). Rows of a large
/// table, read here and there, then seldom miss the processor's table of pages.
/// </summary>
internal static partial class HugePages
{
    private const nint SmallPage = 4096;
    private const long WorthIt = 8L << 20;
    private const int MadviseHugePage = 14;

    /// <summary>Asks for huge pages for memory that has not been written yet. It is a wish: where it is not granted, nothing changes.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="bytes">How many there are; for less than 8 MB nothing is asked.</param>
    /// <returns>Whether the system took the wish.</returns>
    public static bool Ask(nint start, long bytes)
    {
        // Other pages than these (some ARM machines have pages of 16 or 64 KB) are large already.
        if (bytes < WorthIt || !OperatingSystem.IsLinux() || Environment.SystemPageSize != SmallPage)
            return false;
        nint first = (start + SmallPage - 1) & -SmallPage, end = (start + (nint)bytes) & -SmallPage;
        try
        {
            return Advise(first, end - first, MadviseHugePage) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint start, nint length, int advice);
}
