namespace Measuring.Arms;

/// <summary>Wants to know how far an arm is.</summary>
public interface IArmListener
{
    /// <summary>Takes a sentence that is worth keeping.</summary>
    void Say(string text);

    /// <summary>Takes the state of this moment.</summary>
    /// <param name="fraction">Share of the arm that is done, 0 to 1.</param>
    /// <param name="text">A few words.</param>
    void Live(double fraction, string text);
}
