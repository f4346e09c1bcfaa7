//! Measures. Each takes installed trees and returns flat records; it states the tables and charts
//! that show them as data (`view`). `registry` lists the measures.

pub(crate) mod assumptions;
pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod cache;
mod change;
pub(crate) mod containers;
pub(crate) mod disk;
pub(crate) mod instructions;
pub(crate) mod interrupt;
pub(crate) mod ladder;
pub(crate) mod linkage;
pub(crate) mod memory;
mod orphans;
mod parallel;
pub(crate) mod progress;
pub(crate) mod projection;
pub(crate) mod record;
pub(crate) mod registry;
pub(crate) mod robustness;
pub(crate) mod scale;
pub(crate) mod startup;
pub(crate) mod throughput;
pub(crate) mod update;
pub(crate) mod view;
pub(crate) mod workload;
