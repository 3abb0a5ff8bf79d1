using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(AcnTransformer), typeof(ModelFile), null, typeof(SignatureLoadModel), "Auto-compressing network", ModelFile.Signature)]

namespace Microsoft.ML.Acn.Interop;

/// <summary>Saves and loads a transformer as part of ML.NET's model file, in any process that can load this assembly.</summary>
internal static class ModelFile
{
    internal const string Signature = "AutoCompressingNetwork";

    // The version of what ML.NET sees. That of the configuration is in the configuration itself.
    private static readonly VersionInfo Version = new(
        modelSignature: "ACNMODEL",
        verWrittenCur: 0x00010001, // Initial
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: Signature,
        // Without a version, so that an older package gets as far as to say which part is too new for it.
        loaderAssemblyName: typeof(ModelFile).Assembly.GetName().Name);

    // *** Binary format ***
    // main stream: the header with the version, and nothing else
    // further streams: the parts that ModelSerializer writes

    public static void Save(ModelSaveContext context, AcnModel model) => Save(context, model, Version);

    /// <summary>Writes a model as what the version says it is.</summary>
    public static void Save(ModelSaveContext context, AcnModel model, VersionInfo version)
    {
        context.CheckAtModel();
        context.SetVersionInfo(version);
        ModelSerializer.Write(model, new ModelFileWriter(context));
    }

    /// <summary>Reads what <see cref="Save(ModelSaveContext, AcnModel, VersionInfo)"/> wrote. The caller owns its network.</summary>
    /// <param name="environment">Says where the weights shall live.</param>
    /// <param name="context">The entry of the model.</param>
    /// <param name="version">What the model must say that it is.</param>
    /// <param name="kind">What it must be.</param>
    public static AcnModel Read(IHostEnvironment environment, ModelLoadContext context, VersionInfo version, ModelKind kind)
    {
        MlNetVersionProbe.EnsureSupported();
        context.CheckAtModel(version);
        return ModelSerializer.Read(new ModelFileReader(context), MlNetHost.DeviceFor(environment), kind);
    }

    /// <summary>ML.NET finds and calls this method by its name.</summary>
    public static AcnTransformer Create(IHostEnvironment environment, ModelLoadContext context) => new(environment, Read(environment, context, Version, ModelKind.Classifier));
}
