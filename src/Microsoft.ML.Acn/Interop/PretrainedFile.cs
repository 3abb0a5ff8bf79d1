using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(AcnPretrainedTransformer), typeof(PretrainedFile), null, typeof(SignatureLoadModel), "Pre-trained auto-compressing network", PretrainedFile.Signature)]

namespace Microsoft.ML.Acn.Interop;

/// <summary>Saves and loads a pre-trained network as part of ML.NET's model file. Its parts are those of a classifier, see <see cref="ModelFile"/>.</summary>
internal static class PretrainedFile
{
    internal const string Signature = "AutoCompressingPretrain";

    private static readonly VersionInfo Version = new(
        modelSignature: "ACNPRETR",
        verWrittenCur: 0x00010001, // Initial
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: Signature,
        loaderAssemblyName: typeof(PretrainedFile).Assembly.GetName().Name);

    public static void Save(ModelSaveContext context, AcnModel model) => ModelFile.Save(context, model, Version);

    /// <summary>ML.NET finds and calls this method by its name.</summary>
    public static AcnPretrainedTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        => new(environment, ModelFile.Read(environment, context, Version, ModelKind.Pretrained));
}
