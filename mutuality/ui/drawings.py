"""Line icons and small drawings, ours, drawn in the colour of the words they stand beside."""

# ruff: noqa: E501 (a line that is drawn is not a line that is read)

ICONS = {
    "leave": '<path d="M13 4H6v16h7M10 12h10m-4-4 4 4-4 4"/>',
    "support": '<path d="M4 13a8 8 0 0 1 16 0M4 13v4h3v-5H4m16 1v4h-3v-5h3m0 5c0 2-2 3-5 3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5m0-8.4v.1"/>',
    "care": '<path d="M12 20S4 15.3 4 9.4A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 8 1.8C20 15.3 12 20 12 20z"/>',
    "down": '<path d="M12 5v14m-6-6 6 6 6-6"/>',
    "back": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "on": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "people": '<circle cx="9" cy="8" r="3.2"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.2a3.2 3.2 0 0 1 0 5.6M18 14.5c2 .8 3 2.7 3 5.5"/>',
    "words": '<path d="M4 5h16v11H11l-5 4v-4H4z"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="m11 12 9-9m-4 4 3 3"/>',
    "law": '<path d="M12 4v16m-5 0h10M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z"/>',
    "choice": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "never": '<circle cx="12" cy="12" r="8.5"/><path d="m6 18 12-12"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "door": '<path d="M6 21V3h12v18M3 21h18M14.5 12v.1"/>',
    "home": '<path d="M3.5 11 12 4l8.5 7M6 9.5V20h12V9.5"/>',
    "person": '<circle cx="12" cy="8" r="3.6"/><path d="M5 20.5c0-4.4 3-6.7 7-6.7s7 2.3 7 6.7"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
}

# These point along the line of reading, so they turn round where it runs the other way.
TURNING = frozenset({"leave", "back", "on"})

DRAWINGS = {
    "door": (
        '<path class="ground" d="M10 104h20m78 0h42M52 84c20-8 36-8 56 0"/><path d="M52 104V20h56v84M52 20 30 32v80l22-8"/>'
        '<path d="M36 70v7"/><circle class="warm" cx="82" cy="52" r="9"/>'
        '<path class="warm" d="M62 104l-8 8m46-8 12 8"/><path class="ground" d="M130 104V88m0 0c-6-4-6-12 0-17 6 5 6 13 0 17z"/>'
    ),
    "path": (
        '<path class="ground" d="M10 58c24-16 46-14 70-4s44 8 70-6"/><circle class="warm" cx="114" cy="26" r="9"/>'
        '<path d="M46 112c6-20 46-18 38-32-6-10-20-12-10-25M98 112c6-20 20-26 10-38-8-10-22-10-26-18"/>'
        '<path class="ground" d="M30 90V70m0 0c-7-5-7-15 0-21 7 6 7 16 0 21zM132 96V82m0 0c-5-4-5-11 0-15 5 4 5 11 0 15z"/>'
    ),
    "chairs": (
        '<path class="ground" d="M12 104h136"/><path d="M36 34v70M36 70h28v34M36 70V34c0-5 8-5 8 0v36"/>'
        '<path d="M124 34v70M124 70H96v34M124 70V34c0-5-8-5-8 0v36"/>'
        '<path class="warm" d="M72 50c4-6 12-6 16 0M76 42c2-3 6-3 8 0"/>'
    ),
    "cup": (
        '<path class="ground" d="M28 104h104"/><path d="M48 56h56v22c0 16-12 24-28 24S48 94 48 78z"/>'
        '<path d="M104 62c20-4 20 26-2 24"/><path class="warm" d="M64 44c-6-8 6-10 0-18M78 44c-6-8 6-10 0-18M92 44c-6-8 6-10 0-18"/>'
    ),
    "bridge": (
        '<path class="ground" d="M14 96c12 6 20-4 32 0s20 4 32 0 20-4 32 0 22 2 34-2M30 110c10 4 18-3 28 0s18 3 28 0 18-3 30 0"/>'
        '<path d="M10 72h140M22 72c10-38 106-38 116 0M46 72V53M70 72V45M92 72V45M116 72V53"/>'
        '<path d="M22 72v18M138 72v18"/><circle class="warm" cx="128" cy="22" r="8"/>'
    ),
}
