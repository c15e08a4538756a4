System.Console.WriteLine(library.Counting.Of(3));
