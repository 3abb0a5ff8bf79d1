using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Interop;

/// <summary>The parts of a model as entries of the model file that ML.NET writes.</summary>
internal sealed class ModelFileWriter(ModelSaveContext context) : IPartWriter
{
    public void Write(string name, Action<Stream> write) => context.SaveBinaryStream(name, writer => write(writer.BaseStream));
}

/// <summary>The parts of a model from the model file that ML.NET reads.</summary>
internal sealed class ModelFileReader(ModelLoadContext context) : IPartReader
{
    public void Read(string name, Action<Stream> read)
    {
        if (!context.TryLoadBinaryStream(name, reader => read(reader.BaseStream)))
            throw new FormatException($"The model file has no part '{name}'.");
    }
}
