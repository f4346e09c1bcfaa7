//! Renderers: each turns a report into text. None of them knows how a figure was taken. Tables
//! and charts come from the views of the measures (`measure::view`).

pub(crate) mod chart;
mod conclusions;
mod containers;
mod drawing;
#[cfg(test)]
pub(crate) mod example;
pub(crate) mod explain;
pub(crate) mod figures;
mod hardening;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod prose;
pub(crate) mod report;
mod scale;
mod special;
mod system;
pub(crate) mod table;
pub(crate) mod tables;
pub(crate) mod terminal;
mod throughput;
mod views;
