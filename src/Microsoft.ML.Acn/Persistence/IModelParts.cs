namespace Microsoft.ML.Acn.Persistence;

/// <summary>Takes the named parts of a model: entries of ML.NET's model file, or files.</summary>
internal interface IPartWriter
{
    /// <summary>Stores one part. The stream is valid during the call, may be forward-only, and is not closed by the callback.</summary>
    void Write(string name, Action<Stream> write);
}

/// <summary>Hands out the named parts of a model.</summary>
internal interface IPartReader
{
    /// <summary>
    /// Opens one part. The stream is valid during the call, begins and ends with the part, may be forward-only and may read short, and is not
    /// closed by the callback.
    /// </summary>
    /// <exception cref="FormatException">There is no such part.</exception>
    void Read(string name, Action<Stream> read);
}
