using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Interop;

public class ProcessorCachesTests
{
    [Fact]
    public void Caches_that_Linux_lists_are_known_and_other_processors_than_x64_are_not_asked()
    {
        // Linux asks the processor in the same way; what a container hides of its list says nothing.
        bool isListed = Directory.Exists("/sys/devices/system/cpu/cpu0/cache/index0");

        if (isListed || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.X86))
            Assert.True(ProcessorCaches.AreKnown);
    }
}
