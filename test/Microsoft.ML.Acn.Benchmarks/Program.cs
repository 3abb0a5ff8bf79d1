using TorchSharp;

Console.WriteLine($"torch {torch.__version__}, {torch.get_num_threads()} threads");
