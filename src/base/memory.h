// Giving memory back to the system when a burst is over.
#pragma once

namespace swan {

// The C library keeps what was freed for the next allocation: after a burst that is tens of
// megabytes which nothing needs. Gives back what this thread's cache and all free lists hold. Call
// it on each thread that had much to do, when little goes on: after a burst it takes some
// milliseconds, in which other threads may wait for memory, and much less when repeated.
void give_back_memory();

}  // namespace swan
