using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class HorizontalFlipTests
{
    [Fact]
    public void Each_row_of_each_channel_is_reversed()
    {
        byte[] image =
        [
            1, 2, 3,
            4, 5, 6,

            11, 12, 13,
            14, 15, 16,
        ];

        HorizontalFlip.Apply(image, width: 3);

        Assert.Equal([3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14], image);
    }
}
