using TorchSharp.Modules;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A part of a network: parameters of its own and other parts, each with a name. A parameter's full name is the way to it: <c>layers.0.mlp.up.weight</c>.</summary>
/// <remarks>
/// TorchSharp's <c>nn.Module</c> would do the same, but each instance leaves native memory behind when it is disposed of: 64 bytes where it is
/// a class of one's own, about 700 where it is a ModuleList or a Linear (TorchSharp 0.107). A network has dozens of parts, and a service loads
/// and trains networks for months. Parameters stay with the dispose scope in which they were made, which frees them if a constructor throws; <see cref="AcnNetwork"/>
/// detaches those of the whole network.
/// </remarks>
internal abstract class NetworkPart : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private readonly List<(string Name, NetworkPart Part)> _parts = [];

    /// <summary>Every parameter with its full name: this part's own first, then those of its parts, in the order in which they were made.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
        => _parameters.Concat(_parts.SelectMany(child => child.Part.NamedParameters().Select(one => ($"{child.Name}.{one.Name}", one.Parameter))));

    /// <summary>Every parameter, in the same order.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(one => one.Parameter);

    /// <summary>This part and all within it.</summary>
    public IEnumerable<NetworkPart> Parts() => _parts.SelectMany(child => child.Part.Parts()).Prepend(this);

    /// <summary>Frees all parameters.</summary>
    public void Dispose()
    {
        foreach (Parameter parameter in Parameters())
            parameter.Dispose();
    }

    /// <summary>Makes a parameter this part's own.</summary>
    protected Parameter Own(string name, Parameter parameter)
    {
        _parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>Makes another part this part's own.</summary>
    protected T Own<T>(string name, T part)
        where T : NetworkPart
    {
        _parts.Add((name, part));
        return part;
    }

    /// <summary>Makes other parts this part's own, with their positions for names.</summary>
    protected T[] Own<T>(string name, IEnumerable<T> parts)
        where T : NetworkPart
        => [.. parts.Select((part, index) => Own($"{name}.{index}", part))];
}
