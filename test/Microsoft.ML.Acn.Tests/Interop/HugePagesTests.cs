using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Interop;

public class HugePagesTests
{
    private const int Rows = 1 << 15; // of 128 numbers: 16 MB

    [Fact]
    public void Little_memory_is_not_worth_a_call()
    {
        // Whole pages, so that the system would take the wish.
        const int bytes = 4 << 20;
        nint memory = Marshal.AllocHGlobal(bytes);
        try
        {
            Assert.False(HugePages.Ask(memory, bytes));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    [Fact]
    public void Where_the_system_has_them_the_wish_is_taken()
    {
        bool hasThem = OperatingSystem.IsLinux() && Environment.SystemPageSize == 4096 && Directory.Exists("/sys/kernel/mm/transparent_hugepage");
        const int bytes = Rows * 128 * sizeof(float);
        nint memory = Marshal.AllocHGlobal(bytes);
        try
        {
            Assert.Equal(hasThem, HugePages.Ask(memory, bytes));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(250, 128)]
    [InlineData(Rows, 128)]
    [InlineData(0, 128)]
    public void A_table_is_zeros_of_its_shape_and_can_be_written(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        // What is freed here is what the allocator gives next, with these numbers in it.
        using (ones(rows, columns))
        {
        }
        Tensor table = LargeTable.Zeros(CPU, rows, columns);

        Assert.Equal([rows, columns], table.shape);
        Assert.Equal(0, table.abs().sum(ScalarType.Float64).ToDouble());
        table.fill_(2);
        Assert.Equal(2 * rows * columns, table.sum(ScalarType.Float64).ToDouble());
    }

    [Fact]
    public void A_table_on_another_device_is_there() => Assert.Equal(DeviceType.META, LargeTable.Zeros(new Device("meta"), 4, 2).device_type);
}
