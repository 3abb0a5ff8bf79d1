namespace Microsoft.ML.Acn;

/// <summary>A checkpoint is of another run: of other options, other data, another version of the package or another family. The message names what differs.</summary>
public sealed class AcnCheckpointException : InvalidOperationException
{
    /// <summary>Creates an exception.</summary>
    public AcnCheckpointException()
        : this("The checkpoint is of another run.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What differs.</param>
    public AcnCheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What differs.</param>
    /// <param name="innerException">Why.</param>
    public AcnCheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
