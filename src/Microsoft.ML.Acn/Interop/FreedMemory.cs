using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Interop;

/// <summary>
/// Gives memory that was freed back to the system at the end of a job. glibc keeps freed memory for later, also what lies in gaps between
/// blocks that are held, so a service that trains now and then would hold on to more and more of it. Other C libraries need no such call.
/// </summary>
internal sealed partial class FreedMemory : IDisposable
{
    /// <summary>Returns what was freed, in this job or before. Where the C library knows no such call, nothing happens.</summary>
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

    // See malloc_trim(3): the pages within the heaps too, and no reserve kept at their ends.
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint reserve);
}
