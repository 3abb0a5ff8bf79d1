using Microsoft.ML.Acn.Scoring;

namespace Microsoft.ML.Acn.Tests.Scoring;

public class DisposeGuardTests
{
    [Fact]
    public void Without_users_disposal_frees_at_once_and_only_once()
    {
        int freed = 0;
        var guard = new DisposeGuard(typeof(AcnTransformer), () => freed++);

        guard.Dispose();
        guard.Dispose();

        Assert.Equal(1, freed);
    }

    [Fact]
    public void The_last_user_frees_and_nobody_comes_in_any_more()
    {
        int freed = 0;
        var guard = new DisposeGuard(typeof(AcnTransformer), () => freed++);
        using (guard.Enter())
        {
            using (guard.Enter())
            {
                guard.Dispose();
                Assert.Equal(typeof(AcnTransformer).FullName, Assert.Throws<ObjectDisposedException>(() => guard.Enter().Dispose()).ObjectName);
            }
            Assert.Equal(0, freed);
        }
        Assert.Equal(1, freed);
    }
}
