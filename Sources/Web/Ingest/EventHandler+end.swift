import NIOCore

/// When a connection ends: after it was idle for too long, and when the server stops.
extension EventHandler {
    /// Ends the connection of a server that stops, when everything is answered and read.
    func endIfDone(_ context: ChannelHandlerContext) {
        if requests.endsWhenIdle, !isBusy, !isEnded, context.channel.isWritable { end(context) }
    }

    /// How long whoever is still asking may take when the server stops: half of what Docker gives a container.
    private static let patience = TimeAmount.seconds(5)
    /// So many times that for whoever waits for Hummingbird's answer (an export, an analysis).
    private static let patienceForAnswers = 6

    /// The server stops: what was asked is answered, then the connection ends.
    func stop(_ context: ChannelHandlerContext) {
        requests.endsWhenIdle = true
        // Nothing can be said any more: it only waited for the other side to close.
        if isOutputGone, !isBusy { return context.close(promise: nil) }
        endIfDone(context)
        guard self.context != nil else { return }
        idleTimer?.cancel()
        closeLater(context, Self.patienceForAnswers)
    }

    private func closeLater(_ context: ChannelHandlerContext, _ rounds: Int) {
        idleTimer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: Self.patience) { [unowned self] in
            guard let context = self.context else { return }
            if rounds > 1, requests.isBusy, !requests.isReading { closeLater(context, rounds - 1) } else { context.close(promise: nil) }
        }
    }

    /// Closes the connection after `time` unless something happens on it until then.
    func watchIdle(_ context: ChannelHandlerContext, _ time: TimeAmount) {
        idleTimer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) { [unowned self] in
            guard let context = self.context else { return }
            let rest = lastActive + idleTimeout - context.eventLoop.now
            // Whoever waits for an answer is not idle.
            if isAnswering || (requests.isBusy && !requests.isReading) {
                watchIdle(context, idleTimeout)
            } else if rest > .zero {
                watchIdle(context, rest)
            } else {
                context.close(promise: nil)
            }
        }
    }
}
