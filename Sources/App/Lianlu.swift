@main
struct Lianlu {
    static func main() {}
}
