using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>Sets libtorch's thread count, which is the process's, for a while, and puts it back.</summary>
internal readonly struct ThreadScope : IDisposable
{
    private readonly int _before;

    public ThreadScope(int? threads)
    {
        if (threads is not { } wanted || wanted == get_num_threads())
            return;
        _before = get_num_threads();
        set_num_threads(wanted);
    }

    public void Dispose()
    {
        if (_before > 0)
            set_num_threads(_before);
    }
}
