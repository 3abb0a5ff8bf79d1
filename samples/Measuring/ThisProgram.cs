namespace Measuring;

/// <summary>The program that is running, for starting it again in a process of its own.</summary>
public static class ThisProgram
{
    /// <summary>A file, and the arguments that come before those of the program.</summary>
    public static IReadOnlyList<string> Command()
    {
        string program = Environment.ProcessPath!;
        // As "dotnet PROGRAM.dll" the program is an argument of the process.
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }
}
