namespace Microsoft.ML.Acn;

/// <summary>Torch cannot compute on this machine, or not on the device that was asked for.</summary>
/// <remarks>
/// The message says what is missing, what the system has and what to do. An application chooses its own native
/// backend: it references, beside Microsoft.ML.Acn, <c>libtorch-cpu-linux-x64</c>, <c>libtorch-cpu-win-x64</c> or
/// <c>libtorch-cpu-osx-arm64</c>, or <c>TorchSharp-cuda-linux</c> or <c>TorchSharp-cuda-windows</c> for a GPU.
/// </remarks>
public sealed class AcnBackendException : InvalidOperationException
{
    /// <summary>Creates an exception with a general message.</summary>
    public AcnBackendException()
        : this("No native backend of torch can be used.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What is missing, what the system has and what to do.</param>
    public AcnBackendException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception that keeps what the operating system said.</summary>
    /// <param name="message">What is missing, what the system has and what to do.</param>
    /// <param name="innerException">The failure of the native loader.</param>
    public AcnBackendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
