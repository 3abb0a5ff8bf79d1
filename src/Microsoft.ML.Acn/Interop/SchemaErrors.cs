using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Interop;

/// <summary>ML.NET's own exceptions for columns that are not there or of the wrong type, in its own words.</summary>
internal static class SchemaErrors
{
    /// <summary>"Could not find {role} column '{name}'".</summary>
    public static Exception Missing(IExceptionContext context, string parameter, string role, string name)
        => context.ExceptSchemaMismatch(parameter, role, name);

    /// <summary>"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}".</summary>
    public static Exception Mismatch(IExceptionContext context, string parameter, string role, string name, string expected, string actual)
        => context.ExceptSchemaMismatch(parameter, role, name, expected, actual);

    /// <summary>An input column of some data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of the wrong type.</exception>
    public static DataViewSchema.Column Find(IExceptionContext context, string parameter, DataViewSchema data, InputColumn wanted)
    {
        if (data.GetColumnOrNull(wanted.Name) is not { } column)
            throw Missing(context, parameter, wanted.Role, wanted.Name);
        if (!wanted.Accepts(column.Type))
            throw Mismatch(context, parameter, wanted.Role, wanted.Name, wanted.Expected, column.Type.ToString()!);
        return column;
    }
}
