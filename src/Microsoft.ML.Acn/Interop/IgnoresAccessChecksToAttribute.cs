using System.Runtime.CompilerServices;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace System.Runtime.CompilerServices;

/// <summary>
/// Tells the runtime, which knows this attribute by its name alone, not to refuse calls from this assembly to the
/// internal members of another one.
/// </summary>
/// <remarks>
/// ML.NET loads a saved component by an attribute, a model context and base class constructors that are internal to
/// it. The compiler is shown copies in which they are public (eng/PublicizedReferences.targets); this makes the
/// calls pass at run time.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>Simple name of the assembly whose internal members are used.</summary>
    public string AssemblyName { get; } = assemblyName;
}
