/// What listings take a server, as the kernel counts its processor time, beside the time that passes meanwhile. The kernel
/// tells of the workers of some servers in hundredths of a second only, so that many are taken together.
struct ServerWork {
    private var wall = 0.0
    private var served = 0.0
    private var count = 0.0

    /// Adds a listing, less what is to be left out of both, all in milliseconds.
    mutating func add(wall: Double, served: Double) {
        self.wall += wall
        self.served += served
        count += 1
    }

    /// Prints how many times the server's own time a listing took.
    func report() {
        Report.line("wall / the server's own processor time for it", wall / served, unit: "times", aim: 1.5)
        Report.line("the server's own processor time", served / count, unit: "ms")
    }
}
