/** The emoji that an answer about news is likely to name; any other name stays as it was written. */

const TABLE = `
+1:👍 -1:👎 100:💯 alarm_clock:⏰ arrow_down:⬇️ arrow_left:⬅️ arrow_right:➡️ arrow_up:⬆️ arrows_counterclockwise:🔄 bangbang:‼️
bar_chart:📊 bell:🔔 blush:😊 bookmark:🔖 books:📚 brain:🧠 bulb:💡 calendar:📆 chart_with_downwards_trend:📉
chart_with_upwards_trend:📈 checkered_flag:🏁 clap:👏 clipboard:📋 clock3:🕒 confused:😕 construction:🚧 cry:😢 date:📅
earth_africa:🌍 earth_americas:🌎 earth_asia:🌏 exclamation:❗ eyes:👀 face_with_monocle:🧐 file_folder:📁 fire:🔥 flag-eu:🇪🇺
gear:⚙️ globe_with_meridians:🌐 grin:😁 hand:✋ heart:❤️ heavy_check_mark:✔️ heavy_minus_sign:➖ heavy_plus_sign:➕ hourglass:⌛
hourglass_flowing_sand:⏳ inbox_tray:📥 information_source:ℹ️ joy:😂 key:🔑 large_blue_circle:🔵 large_green_circle:🟢
large_orange_circle:🟠 large_red_circle:🔴 large_yellow_circle:🟡 laughing:😆 link:🔗 lock:🔒 loudspeaker:📢 mag:🔍 mega:📣
memo:📝 microphone:🎤 moneybag:💰 newspaper:📰 no_entry:⛔ no_entry_sign:🚫 office:🏢 ok_hand:👌 open_file_folder:📂
paperclip:📎 partying_face:🥳 pencil:📝 pencil2:✏️ point_down:👇 point_left:👈 point_right:👉 point_up:☝️ pray:🙏 pushpin:📌
question:❓ raised_hands:🙌 red_circle:🔴 repeat:🔁 robot_face:🤖 rocket:🚀 rolled_up_newspaper:🗞️ rotating_light:🚨
scroll:📜 see_no_evil:🙈 shrug:🤷 slightly_smiling_face:🙂 smile:😄 smiley:😃 sob:😭 sparkles:✨ speech_balloon:💬 star:⭐
star2:🌟 stopwatch:⏱️ sunglasses:😎 sunny:☀️ sweat_smile:😅 tada:🎉 thinking_face:🤔 thumbsdown:👎 thumbsup:👍 timer_clock:⏲️
trophy:🏆 tv:📺 unlock:🔓 warning:⚠️ wastebasket:🗑️ wave:👋 white_check_mark:✅ wink:😉 wrench:🔧 writing_hand:✍️ x:❌ zap:⚡ zzz:💤
`;

const EMOJI = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((entry) => {
      const cut = entry.lastIndexOf(":");
      return /** @type {[string, string]} */ ([entry.slice(0, cut), entry.slice(cut + 1)]);
    }),
);

/**
 * The character of an emoji; undefined for a name that this page does not know.
 * @param {string} name without colons
 * @returns {string|undefined}
 */
export function emoji(name) {
  return EMOJI.get(name);
}
