//! The fuzzer: libFuzzer's options, and the target that `FUZZ_TARGET` names.
#![no_main]

use fuzz::stage::Stage;
use fuzz::targets::{TARGETS, Target};
use std::cell::OnceCell;

thread_local! {
    static PLAY: OnceCell<(Stage, &'static Target)> = const { OnceCell::new() };
}

libfuzzer_sys::fuzz_target!(
    init: {
        let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
        let target = TARGETS.iter().find(|target| target.name == name);
        let stage = Stage::new().expect("a folder and memory");
        let play = (stage, target.expect("a target of the list"));
        PLAY.with(|slot| slot.set(play).expect("set once"));
    },
    |input: &[u8]| -> libfuzzer_sys::Corpus {
        let ran = PLAY.with(|slot| {
            let (stage, target) = slot.get().expect("set by init");
            stage.run(target, input)
        });
        match ran {
            true => libfuzzer_sys::Corpus::Keep,
            false => libfuzzer_sys::Corpus::Reject,
        }
    }
);
