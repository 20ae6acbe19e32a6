#ifndef REEL_CLONES
/* Compiles a function for several processors and picks one at load time. */
#if defined(__x86_64__) && defined(__linux__)
#define REEL_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define REEL_CLONES
#endif
#endif
