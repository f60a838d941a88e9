//! The memory allocator of the command line, and its settings.
//!
//! In: nothing. Out: [`MiMalloc`], to be declared as the global allocator, [`keep_freed_memory`], to be called first
//! in `main`, [`return_freed_memory`] for programs that run for hours, [`avoid_huge_pages`] and [`allow_huge_pages`]. The crate is
//! for programs: libraries leave the choice of an allocator to the program. It depends on nothing of protoward. [`trim_system_allocator`] is for programs that keep the allocator of the system, such as
//! servers.
//!
//! ```
//! #[global_allocator]
//! static ALLOCATOR: protoward_allocator::MiMalloc = protoward_allocator::MiMalloc;
//!
//! protoward_allocator::keep_freed_memory();
//! assert_eq!(vec![0_u8; 1 << 24].len(), 1 << 24);
//! ```

pub use mimalloc::MiMalloc;

use std::ffi::c_long;

use libmimalloc_sys::{mi_option_set, mi_option_t};

/// `mi_option_purge_delay` of `mimalloc.h`, for which the bindings have no name.
const PURGE_DELAY: mi_option_t = 15;

/// Disables purging. With any other delay, mimalloc purges when a thread ends.
const NEVER: c_long = -1;

/// The delay of purging for programs that run for hours, in milliseconds. A compilation reuses most of its memory within that time.
const SOON: c_long = 100;

/// Keeps freed memory until the program ends.
///
/// A compilation frees memory in one stage and needs it in the next. By default mimalloc gives it back in between, in
/// pieces that split huge pages, and the operating system clears it again: four to ten times the page faults, and twice the
/// time in the kernel (`docs/performance.md`).
pub fn keep_freed_memory() {
    set_purge_delay(NEVER);
}

/// Returns memory to the operating system a tenth of a second after it is freed.
///
/// For programs that run for hours. Otherwise such a program keeps the largest amount of memory that it ever used: for a language server,
/// that of several checks which happened to run at once, on threads that keep their freed memory apart.
pub fn return_freed_memory() {
    set_purge_delay(SOON);
}

#[expect(unsafe_code, reason = "mimalloc has no safe function for its options")]
fn set_purge_delay(milliseconds: c_long) {
    // SAFETY: The function takes any option below `_mi_option_last` and any value, stores the value, and may be called
    // from every thread at any time.
    unsafe { mi_option_set(PURGE_DELAY, milliseconds) }
}

/// Turns huge pages off for memory that the program touches from now on.
///
/// A huge page takes 2 MiB, which the kernel clears, as soon as one byte of it is touched. That makes a large compilation faster. A
/// small one takes longer, and the generation of code needs a fifth more memory. Does nothing on systems other than Linux.
pub fn avoid_huge_pages() {
    set_huge_pages_disabled(true);
}

/// Turns huge pages on again, for memory that is touched from now on.
pub fn allow_huge_pages() {
    set_huge_pages_disabled(false);
}

fn set_huge_pages_disabled(is_disabled: bool) {
    #[cfg(not(target_os = "linux"))]
    let _ = is_disabled;
    #[cfg(target_os = "linux")]
    #[expect(unsafe_code, reason = "libc has no safe function for it")]
    // SAFETY: This operation reads only its integer arguments, and changes only how the kernel backs memory. If a kernel does
    // not know it, nothing changes, and so the result does not matter.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, libc::c_ulong::from(is_disabled), 0, 0, 0);
    }
}

/// Returns freed memory of the system allocator to the operating system. Does nothing unless the allocator is that of glibc.
///
/// By itself, glibc returns only the end of a heap, so a block in use there keeps all freed memory before it.
pub fn trim_system_allocator() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "libc has no safe function for it")]
    // SAFETY: The function may be called from every thread at any time. It changes only memory that is not in use.
    unsafe {
        libc::malloc_trim(0);
    }
}
