// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Page;

/// <summary>Holds the pages' CSS: light or dark like the reader's system, and one column on a phone.</summary>
internal static class PageStyle
{
    public const string Css =
        $$"""

        :root { {{LightInk}} {{LightTones}} }
        @media (prefers-color-scheme: dark) {
          :root { {{DarkInk}} {{DarkTones}} }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { {{BodyColors}} {{BodyFont}} }
        header, main { max-width: 66rem; margin: 0 auto; padding: 1rem; }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-top: 1.5rem; padding-bottom: 0; }
        header p { margin: 0; color: var(--soft); font-size: .9rem; }
        nav { display: flex; gap: 1.25rem; margin-left: auto; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
        h1 { font-size: 1.5rem; margin: 0; letter-spacing: -.01em; }
        h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        table + h3 { margin: 1.5rem 0 .75rem; }
        small { color: var(--soft); font-size: .85em; font-weight: 400; margin-left: .25rem; }
        p { margin: .5rem 0 0; text-wrap: pretty; }
        a { color: var(--link); text-underline-offset: .15em; }
        code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.25rem; margin-bottom: 1rem; }
        .state { --tone: var(--good); border-left: .4rem solid var(--tone); }
        .state.warn { --tone: var(--warn); }
        .state.bad { --tone: var(--bad); }
        .state h2 { color: var(--tone); font-size: 1.4rem; margin: 0; }
        .state p { max-width: 46rem; }
        .state dl { margin: .75rem 0; }
        .state dl:last-child { margin-bottom: 0; }
        .note, .image { color: var(--soft); font-size: .875rem; }
        .image { overflow-wrap: anywhere; }
        dl { margin: 0; }
        dt { color: var(--soft); font-size: .875rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12.5rem, 45%), 1fr)); gap: .75rem 1.25rem; }
        .wide { grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); margin-top: .75rem; }
        .rows > div { {{RowLayout}} {{RowSpacing}} }
        .documents { display: grid; grid-template-columns: fit-content(40%) 1fr; gap: .4rem .75rem; align-items: baseline; }
        .documents > div { display: contents; font-size: 1rem; }
        .documents dt { font-size: 1rem; overflow-wrap: anywhere; }
        .share { color: var(--soft); }
        .rows .bar dt { flex: 1; color: var(--ink); font-weight: 600; }
        .rows .bar { margin-top: .75rem; }
        .rows .share { min-width: 2.75rem; text-align: right; }
        .rows .meter { flex-basis: 100%; }
        .grid .bar dd:not(.meter) { display: inline; }
        .grid .share { margin-left: .5rem; }
        meter { {{MeterLayout}} {{MeterShape}} }
        meter::-webkit-meter-bar { height: .5rem; background: var(--line); border: 0; }
        meter::-webkit-meter-optimum-value { background: var(--good); }
        meter::-webkit-meter-suboptimum-value { background: var(--warn); }
        meter::-webkit-meter-even-less-good-value { background: var(--bad); }
        meter:-moz-meter-optimum::-moz-meter-bar { background: var(--good); }
        meter:-moz-meter-sub-optimum::-moz-meter-bar { background: var(--warn); }
        meter:-moz-meter-sub-sub-optimum::-moz-meter-bar { background: var(--bad); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
        .pair { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: flex-start; }
        .pair > section { flex: 1 1 26rem; min-width: fit-content; }
        article { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; }
        .tags { display: flex; flex-wrap: wrap; gap: .35rem; }
        .tag { --tone: var(--soft); color: var(--tone); border: 1px solid; border-radius: 1rem; padding: .05rem .6rem; font-size: .8rem; white-space: nowrap; }
        .tag.good { --tone: var(--good); }
        .tag.warn { --tone: var(--warn); }
        .tag.bad { --tone: var(--bad); }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: right; padding: .4rem 0 .4rem 1rem; font-size: .925rem; font-weight: 400; vertical-align: baseline; white-space: nowrap; }
        th:first-child { text-align: left; padding-left: 0; white-space: normal; overflow-wrap: anywhere; }
        th small { display: inline-block; margin-left: 0; }
        thead th { color: var(--soft); font-size: .875rem; padding-top: 0; }
        tbody tr { border-top: 1px solid var(--line); }
        @media (max-width: 37.5rem) {
          .grid:not(.wide) { grid-template-columns: repeat(2, auto); }
          th, td { padding-left: .5rem; white-space: normal; }
          th:first-child { min-width: 7em; }
          .stack thead { display: none; }
          .stack tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0; }
          .stack th, .stack td { padding: 0; text-align: left; overflow-wrap: anywhere; }
          .stack th { flex-basis: 100%; }
          .stack td:empty { display: none; }
          .stack td::before { content: attr(data-label) " "; color: var(--soft); }
        }
        @media (max-width: 30rem) {
          header, main { padding-left: .75rem; padding-right: .75rem; }
          nav { margin-left: 0; flex-basis: 100%; }
          section { padding: 1rem; }
          th small { display: block; }
        }

        """;

    // These parts would make a line of the CSS too long.
    private const string LightInk = "color-scheme: light dark; --ink: #16202b; --soft: #586673; --paper: #f3f5f8; --card: #fff; --line: #dce2e8;";
    private const string LightTones = "--good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; --link: #0b57d0;";
    private const string DarkInk = "--ink: #e6ebf0; --soft: #9fabb7; --paper: #0f151b; --card: #182029; --line: #2c3742;";
    private const string DarkTones = "--good: #56c98b; --warn: #e5ae55; --bad: #ff8a80; --link: #8ab4f8;";
    private const string BodyColors = "margin: 0; background: var(--paper); color: var(--ink);";
    private const string BodyFont =
        """font: 16px/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Arial, sans-serif; font-variant-numeric: tabular-nums;""";
    private const string RowLayout = "display: flex; flex-wrap: wrap; justify-content: space-between;";
    private const string RowSpacing = "align-items: baseline; gap: 0 .75rem; margin-top: .4rem; font-size: .925rem;";
    private const string MeterLayout = "appearance: none; display: block; width: 100%; height: .5rem;";
    private const string MeterShape = "margin: .2rem 0; background: var(--line); border: 0; border-radius: .25rem; overflow: hidden;";
}
